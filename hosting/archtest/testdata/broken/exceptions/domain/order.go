package domain

import _ "encoding/json"
