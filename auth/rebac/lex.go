package rebac

import (
	"strings"
	"unicode"
)

// token is a word or a sign of a model. The text of the last one is "".
type token struct {
	text  string
	at    position
	first bool // of its line
}

const signs = "[](),:#*"

// lex cuts a model into tokens, without its comments: a '#' at the beginning of a line or
// after a space begins one, the '#' of group#member does not.
func lex(text string) []token {
	var tokens []token
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		tokens = lexLine(tokens, []rune(line), i+1)
	}
	return append(tokens, token{at: position{len(lines), len([]rune(lines[len(lines)-1])) + 1}, first: true})
}

func lexLine(tokens []token, line []rune, number int) []token {
	first := true
	for i := 0; i < len(line); {
		switch {
		case unicode.IsSpace(line[i]):
			i++
			continue
		case line[i] == '#' && (i == 0 || unicode.IsSpace(line[i-1])):
			return tokens
		}
		end := i + 1
		if !isSign(line[i]) {
			for end < len(line) && !isSign(line[end]) && !unicode.IsSpace(line[end]) {
				end++
			}
		}
		tokens = append(tokens, token{text: string(line[i:end]), at: position{number, i + 1}, first: first})
		first, i = false, end
	}
	return tokens
}

func isSign(r rune) bool { return strings.ContainsRune(signs, r) }

// isIdentifier says whether a token may be a name.
func isIdentifier(text string) bool {
	return text != "" && isName(text) && !strings.ContainsAny(text, signs)
}
