package api

import _ "database/sql"

var migration = `
	CREATE TABLE orders (id text PRIMARY KEY)`
