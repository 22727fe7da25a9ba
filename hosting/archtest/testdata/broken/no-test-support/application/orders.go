package application

import _ "net/http/httptest"
