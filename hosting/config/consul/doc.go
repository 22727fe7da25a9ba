// Package consul follows settings that are kept in the key-value store of Consul.
//
//	source, err := consul.New(consul.Config{
//		URL:    "http://127.0.0.1:8500",
//		Prefix: "pizzeria/production",
//		Token:  settings.ConsulToken,
//	})
//	…
//	monitor := config.NewMonitor(loader, config.MonitorConfig{Sources: []config.Source{source}})
//
// # Keys
//
// Every key below the prefix is a setting: KITCHEN__CAPACITY and kitchen/capacity are both
// kitchen.capacity. Upper and lower case are the same, two underscores and a slash are a dot.
// An empty value counts as not set. A folder without keys is no fault: every setting then
// has the value of the next source.
//
// # How changes are found
//
// By blocking queries: Consul answers when something below the prefix has changed, or when
// [Config.Wait] is over. The index is treated as the documentation asks for: it starts
// anew when it goes backwards, and no answer makes for a tight loop. Behind a proxy that
// takes the index away the folder is read every [Config.Poll].
package consul
