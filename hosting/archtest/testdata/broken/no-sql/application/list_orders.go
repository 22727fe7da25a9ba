package application

const table = "orders"

const all = "select id\n" +
	"from " + table + " order by id"

// Lines names the constant, which was reported where it stands.
func Lines() string { return all }

func Find(column string) string {
	return "SELECT id FROM orders WHERE " + column + " = $1"
}
