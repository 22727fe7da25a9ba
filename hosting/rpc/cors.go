package rpc

import (
	"net/http"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// CORS returns the middleware that lets pages of the origins call by gRPC-Web and Connect.
// Methods, headers that are sent and headers that are read are those of the protocols, and
// Authorization, besides what the configuration names. It panics when the configuration is
// wrong. Add it before middleware that authenticates, because preflights carry no
// credentials:
//
//	rpc.AddMiddleware(builder, func() hosting.Middleware {
//		return rpc.CORS(mvc.CORSConfig{Origins: []string{"https://shop.example"}})
//	})
func CORS(config mvc.CORSConfig) hosting.Middleware {
	config.Methods = append([]string{http.MethodGet, http.MethodPost}, config.Methods...)
	config.Headers = append([]string{
		"Content-Type", "Authorization", "Connect-Protocol-Version", "Connect-Timeout-Ms", "Connect-Accept-Encoding",
		"Connect-Content-Encoding", "Grpc-Timeout", "X-Grpc-Web", "X-User-Agent",
	}, config.Headers...)
	config.Expose = append([]string{"Grpc-Status", "Grpc-Message", "Grpc-Status-Details-Bin", "Connect-Content-Encoding"}, config.Expose...)
	return hosting.Middleware(mvc.CORS(config))
}
