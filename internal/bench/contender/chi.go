package contender

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/go-playground/validator/v10"
)

// Chi is the yardstick: both endpoints written by hand on chi with encoding/json
// and validator.
func Chi() http.Handler {
	validate := validator.New(validator.WithRequiredStructEnabled())
	r := chi.NewRouter()
	r.Post("/orders/{id}/items", func(w http.ResponseWriter, r *http.Request) {
		notify, err := strconv.ParseBool(r.URL.Query().Get("notify"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		var in Items
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if err := validate.Struct(&in); err != nil {
			var faults validator.ValidationErrors
			errors.As(err, &faults)
			answer(w, http.StatusUnprocessableEntity, map[string]any{"title": "invalid", "errors": messages(faults)})
			return
		}
		answer(w, http.StatusCreated, Place(chi.URLParam(r, "id"), r.Header.Get("X-Tenant"), notify, &in))
	})
	r.Get("/orders/{id}", func(w http.ResponseWriter, r *http.Request) {
		answer(w, http.StatusOK, Find(chi.URLParam(r, "id")))
	})
	return r
}

func messages(faults validator.ValidationErrors) []map[string]string {
	out := make([]map[string]string, len(faults))
	for i, f := range faults {
		out[i] = map[string]string{"field": f.Namespace(), "message": f.Error()}
	}
	return out
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
