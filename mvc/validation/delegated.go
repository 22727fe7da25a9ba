package validation

// conditionRules decide by other fields whether there must be a value, or none.
func conditionRules() map[string]builtin {
	rule := func(says string, names siblings) builtin {
		return builtin{says: says, fits: fitAny, siblings: names, onNil: true, needsParam: true}
	}
	return map[string]builtin{
		"required_if":          rule("is required when %s", pairSiblings),
		"required_unless":      rule("is required unless %s", pairSiblings),
		"skip_unless":          rule("is required when %s", pairSiblings),
		"required_with":        rule("is required together with %s", listSiblings),
		"required_with_all":    rule("is required together with all of %s", listSiblings),
		"required_without":     rule("is required without %s", listSiblings),
		"required_without_all": rule("is required without any of %s", listSiblings),
		"excluded_if":          rule("must not be set when %s", pairSiblings),
		"excluded_unless":      rule("must not be set unless %s", pairSiblings),
		"excluded_with":        rule("must not be set together with %s", listSiblings),
		"excluded_with_all":    rule("must not be set together with all of %s", listSiblings),
		"excluded_without":     rule("must not be set without %s", listSiblings),
		"excluded_without_all": rule("must not be set without any of %s", listSiblings),
	}
}

// siblingRules compare with another field.
func siblingRules() map[string]builtin {
	rule := func(says string) builtin {
		return builtin{says: says, fits: fitAny, siblings: oneSibling, needsParam: true}
	}
	rules := map[string]builtin{
		"fieldcontains": {says: "must contain the value of %s", fits: fitText, siblings: oneSibling, needsParam: true},
		"fieldexcludes": {says: "must not contain the value of %s", fits: fitText, siblings: oneSibling, needsParam: true},
		"postcode_iso3166_alpha2_field": {
			says: "must be a postcode of the country in %s",
			fits: fitText, siblings: oneSibling, needsParam: true,
		},
	}
	for name, says := range map[string]string{
		"eq":  "must be the same as %s",
		"ne":  "must differ from %s",
		"gt":  "must be greater than %s",
		"gte": "must be at least %s",
		"lt":  "must be less than %s",
		"lte": "must be at most %s",
	} {
		rules[name+"field"], rules[name+"csfield"] = rule(says), rule(says)
	}
	return rules
}

// delegatedRules are left to validator: they are seldom used, read files or the
// network, or their grammar is not worth a second reading.
func delegatedRules() map[string]builtin {
	rules := map[string]builtin{
		"iso3166_1_alpha_numeric":    {says: "must be a numeric country code", fits: fitText | fitInteger},
		"iso3166_1_alpha_numeric_eu": {says: "must be the numeric code of a country of the EU", fits: fitText | fitInteger},
		"iso4217_numeric":            {says: "must be a numeric currency code", fits: fitInteger},
		"validateFn":                 {says: "is not valid", fits: fitAny, method: true},
		"postcode_iso3166_alpha2":    {says: "must be a postcode of %s", fits: fitText, needsParam: true},
		"mimetype":                   {says: "must be a file of the type %s", fits: fitText, needsParam: true},
	}
	for name, says := range map[string]string{
		"rgb": "must be an RGB color", "rgba": "must be an RGBA color",
		"hsl": "must be an HSL color", "hsla": "must be an HSLA color", "cmyk": "must be a CMYK color",
		"origin":      "must be an origin such as https://example.com",
		"urn_rfc8141": "must be a URN", "urn_rfc2141": "must be a URN",
		"file": "must be an existing file", "filepath": "must be a path of a file",
		"dir": "must be an existing directory", "dirpath": "must be a path of a directory",
		"image": "must be an image file",
		"isbn":  "must be an ISBN", "isbn10": "must be an ISBN of ten digits", "isbn13": "must be an ISBN of thirteen digits",
		"issn": "must be an ISSN", "ssn": "must be a social security number", "ein": "must be an employer identification number",
		"eth_addr": "must be an Ethereum address", "eth_addr_checksum": "must be an Ethereum address with a correct checksum",
		"btc_addr": "must be a Bitcoin address", "btc_addr_bech32": "must be a Bitcoin address in Bech32",
		"tcp_addr": "must be a TCP address", "tcp4_addr": "must be a TCP address of IPv4", "tcp6_addr": "must be a TCP address of IPv6",
		"udp_addr": "must be a UDP address", "udp4_addr": "must be a UDP address of IPv4", "udp6_addr": "must be a UDP address of IPv6",
		"ip_addr": "must be an IP address", "ip4_addr": "must be an IPv4 address", "ip6_addr": "must be an IPv6 address",
		"unix_addr": "must be a Unix socket address", "uds_exists": "must be an existing Unix socket",
		"timezone":            "must be a time zone such as Europe/Berlin",
		"iso3166_1_alpha2_eu": "must be the two-letter code of a country of the EU",
		"iso3166_1_alpha3":    "must be a three-letter country code such as DEU",
		"iso3166_1_alpha3_eu": "must be the three-letter code of a country of the EU",
		"iso3166_2":           "must be the code of a part of a country such as DE-BE",
		"bcp47_language_tag":  "must be a language tag such as de-DE", "bcp47_strict_language_tag": "must be a language tag such as de-DE",
		"bic": "must be a BIC", "bic_iso_9362_2014": "must be a BIC",
		"dns_rfc1035_label": "must be a DNS label", "cve": "must be a CVE identifier",
		"mongodb_connection_string": "must be a MongoDB connection string",
		"cron":                      "must be a cron expression", "spicedb": "must be a SpiceDB identifier",
	} {
		rules[name] = builtin{says: says, fits: fitText}
	}
	return rules
}
