package mvc

import (
	"strconv"
	"strings"
)

// negotiate chooses the encoder that the client likes best, before anything is
// done that could not be answered.
func (x *exchange) negotiate() error {
	offers := x.endpoint.offers
	if len(offers) == 0 {
		return nil
	}
	accept := x.r.Header["Accept"]
	if len(accept) == 0 || len(accept) == 1 && (accept[0] == "*/*" || accept[0] == offers[0]) {
		return nil
	}
	x.offer = preferred(strings.Join(accept, ","), offers)
	if x.offer < 0 {
		return notAcceptable(strings.Join(offers, ", "))
	}
	return nil
}

// preferred returns the index of the offer with the highest quality in the
// Accept header (RFC 9110, section 12.5.1), the first of equals; -1 when all are
// refused. An empty header accepts everything.
func preferred(accept string, offers []string) int {
	best, bestQuality := -1, 0.0
	for i, offer := range offers {
		if q := quality(accept, offer); q > bestQuality {
			best, bestQuality = i, q
		}
	}
	return best
}

// quality is what the most specific range that matches the offer says.
func quality(accept, offer string) float64 {
	if strings.TrimSpace(accept) == "" {
		return 1
	}
	found, specificity := 0.0, -1
	for item := range strings.SplitSeq(accept, ",") {
		media, params, _ := strings.Cut(item, ";")
		s := specificityOf(strings.ToLower(strings.TrimSpace(media)), offer)
		if s > specificity {
			found, specificity = qualityParam(params), s
		}
	}
	return found
}

// specificityOf ranks how a range matches: 2 exactly, 1 by type, 0 as */*, -1 not.
func specificityOf(media, offer string) int {
	kind, _, _ := strings.Cut(offer, "/")
	switch media {
	case offer:
		return 2
	case kind + "/*":
		return 1
	case "*/*":
		return 0
	default:
		return -1
	}
}

// qualityParam reads q=0.5; whatever is no number between 0 and 1 counts as 1.
func qualityParam(params string) float64 {
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(param), "=")
		if !strings.EqualFold(name, "q") {
			continue
		}
		if q, err := strconv.ParseFloat(value, 64); err == nil && q >= 0 && q <= 1 {
			return q
		}
	}
	return 1
}
