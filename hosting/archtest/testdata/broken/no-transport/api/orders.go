package api

import "net/http"

func Place(w http.ResponseWriter, r *http.Request) {}
