package api

import _ "database/sql"

const insert = "Insert Into orders Values ($1)"

var migration = `
	CREATE TABLE orders (id text PRIMARY KEY)`
