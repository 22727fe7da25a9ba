package mvc_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc"
)

type cellRow struct {
	ID   string `path:"row" json:"id"`
	Shop string `query:"shop"`
	Text string `json:"text"`
	N    int    `json:"n"`
}

func TestTextInATableIsNoFormula(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "plain": "plain", "a=b": "a=b", "-": "-", "-12.50": "-12.50", "+49 30 123": "+49 30 123", "ünï": "ünï", "�": "�",
		"=1+1": "'=1+1", "+cmd|x": "'+cmd|x", "-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)", "=5": "'=5", "＝1": "'＝1", "＋5": "'＋5", "\t=1": "'\t=1",
		`=HYPERLINK("x","y")`: `"'=HYPERLINK(""x"",""y"")"`,
	} {
		var guarded, verbatim strings.Builder
		rows := []cellRow{{Text: text, N: -1}}
		require.NoError(t, mvc.NewCSV(nil).Encode(&guarded, &rows))
		require.Equal(t, "id,Shop,text,n\n,,"+want+",-1\n", strings.ReplaceAll(guarded.String(), "\r", ""), text)
		require.NoError(t, mvc.NewCSV(nil).Verbatim().Encode(&verbatim, &rows))
		require.NotContains(t, verbatim.String(), "'", text)
	}
}

func TestColumnsAreNamedAsJSONNamesThem(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	require.NoError(t, mvc.NewCSV(nil).Encode(&b, []cellRow{{ID: "7", Shop: "north", Text: "x"}}))
	require.Equal(t, "id,Shop,text,n\n7,north,x,0\n", b.String())
}
