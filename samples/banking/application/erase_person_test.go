package application_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// After the erase nothing of the person is in the database, in whatever table, snapshot or row
// it was; what others have is as it was before.
func TestNothingIsLeftOfWhoWasErased(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := &bank{t: t}
	container, err := b.services("sqlite:" + filepath.Join(dir, "banking.db")).Build(t.Context())
	require.NoError(t, err)
	b.container = container
	b.mediator = resolve[*mediator.Mediator](b)

	registration := ada(func(p *application.RegisterPerson) {
		p.Key = "registration"
		p.FirstName, p.LastName, p.Address.Street = "Zaphodia", "Beeblebroxis", "Megabrantis 1"
	})
	erased := send(b, registration).ID
	require.Equal(t, erased, send(b, registration).ID, "it is known again")
	move := application.ChangeAddress{Repeatable: application.Repeatable{Key: "move"}, PersonID: erased, AddressDTO: registration.Address}
	send(b, move)
	mine, other := b.openFor(erased), b.open()
	b.deposit(mine.ID, 50_00)
	b.transfer(mine.ID, other.ID, 50_00)
	for i := range 101 { // enough for a snapshot
		send(b, application.ChangeAddress{PersonID: erased, AddressDTO: application.AddressDTO{
			Street: fmt.Sprintf("Megabrantis %d", i), PostalCode: "42", City: "Betelgeusia", Country: "GB",
		}})
	}
	b.settle()
	require.Equal(t, "Zaphodia", send(b, application.GetPerson{PersonID: erased}).FirstName)
	require.Equal(t, "Zaphodia Beeblebroxis", b.account(mine.ID).OwnerName)
	month := application.GetStatement{AccountID: other.ID, Month: monthOf(send(b, application.ListTransactions{AccountID: other.ID, Page: 1, PageSize: 1}).Items[0])}
	before := send(b, month)
	require.Len(t, before, 1)

	key := keyOf(b, erased)
	send(b, application.CloseAccount{AccountID: mine.ID})
	send(b, application.ErasePerson{PersonID: erased})
	b.settle()
	require.Equal(t, errs.KindGone, refuse(b, application.GetPerson{PersonID: erased}, "person_erased").Kind)
	refuse(b, registration, "person_erased")
	refuse(b, move, "person_erased")
	require.Len(t, send(b, application.ListPersons{Page: 1, PageSize: 20}).Items, 1)
	require.Empty(t, b.account(mine.ID).OwnerName)
	require.Equal(t, before, send(b, month), "the money history of others stays")
	require.True(t, send(b, application.AuditAccounts{}).Clean())
	require.NoError(t, container.Close(context.Background()))

	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(dir, file.Name()))
		require.NoError(t, err)
		require.True(t, bytes.Contains(content, []byte(erased)), "the file is the one of the bank")
		for _, secret := range []string{"Zaphodia", "Beeblebroxis", "Megabrantis", "Betelgeusia", "1990-12-10", guess(t, registration), guess(t, move), key} {
			require.False(t, strings.Contains(strings.ToLower(string(content)), strings.ToLower(secret)), "%s is in %s", secret, file.Name())
		}
	}
}

// keyOf returns the key of a person as it is in the database.
func keyOf(b *bank, personID string) string {
	b.t.Helper()
	records, err := resolve[data.Store](b).Load(b.t.Context(), "person_keys", []string{personID})
	require.NoError(b.t, err)
	require.Len(b.t, records, 1)
	var stored struct {
		Key string `json:"key"`
	}
	require.NoError(b.t, json.Unmarshal(records[0].Body, &stored))
	require.Len(b.t, stored.Key, 44, "32 bytes in Base64")
	return stored.Key
}

// guess returns the hash that somebody would look for who has an idea of what was sent.
func guess(t *testing.T, request any) string {
	t.Helper()
	body, err := data.Encode(request)
	require.NoError(t, err)
	return fmt.Sprintf("%x", sha256.Sum256(body))
}

func monthOf(t application.TransactionDTO) string { return t.At.UTC().Format("2006-01") }

// Before the read model knows of the erase, the key is gone already.
func TestAListIsNeverLateToForget(t *testing.T) {
	t.Parallel()
	b := newBank(t)
	erased := send(b, ada()).ID
	kept := send(b, ada(func(p *application.RegisterPerson) { p.FirstName = "Grace" })).ID
	b.settle()
	send(b, application.ErasePerson{PersonID: erased})
	page := send(b, application.ListPersons{Page: 1, PageSize: 20})
	require.Equal(t, 1, page.Total)
	require.Equal(t, kept, page.Items[0].ID)
}

// What was sealed for one person cannot be passed off as another's.
func TestSealedDetailsBelongToTheirPerson(t *testing.T) {
	t.Parallel()
	b := newBank(t)
	sealer := resolve[application.Sealer](b)
	details := domain.Details{FirstName: "Ada", LastName: "Lovelace"}
	sealed, err := sealer.Seal(t.Context(), "ada", details)
	require.NoError(t, err)
	again, err := sealer.Seal(t.Context(), "ada", details)
	require.NoError(t, err)
	require.NotEqual(t, sealed, again, "the same details look different each time")
	opened, err := sealer.Open(t.Context(), "ada", again)
	require.NoError(t, err)
	require.Equal(t, details, opened)

	_, err = sealer.Seal(t.Context(), "eve", domain.Details{FirstName: "Eve"})
	require.NoError(t, err)
	_, err = sealer.Open(t.Context(), "eve", sealed)
	require.Error(t, err)
	sealed[len(sealed)-1] ^= 1
	_, err = sealer.Open(t.Context(), "ada", sealed)
	require.Error(t, err, "what was changed is not opened")

	require.NoError(t, sealer.Forget(t.Context(), "ada"))
	require.NoError(t, sealer.Forget(t.Context(), "ada"))
	_, err = sealer.Open(t.Context(), "ada", again)
	require.ErrorIs(t, err, errs.KindGone)
}
