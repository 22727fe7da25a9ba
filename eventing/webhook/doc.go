// Package webhook carries CloudEvents between services as signed HTTP requests, without a
// broker in between.
//
//	keys, err := webhook.ParseKeys("2026-11:whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
//
//	publisher, err := webhook.NewPublisher(webhook.PublisherConfig{URL: "https://partner.example.com/events", Keys: keys})
//	err = publisher.Publish(ctx, event)
//
//	receiver, err := webhook.NewReceiver(webhook.ReceiverConfig{Keys: keys})
//	router.Handle("/events", receiver)
//	err = receiver.Consume(ctx, transport.Group{Name: "kitchen"}, handle)
//
// # Nobody in between
//
// Publish returns nil when the other side has answered 2xx, and a [Receiver] does so once
// its handler has returned nil. There is no place where events wait: while the other side
// is down, Publish fails with errs.KindUnavailable after some tries, and who publishes, such
// as a relay that reads from a log, has to come back. An event that is put aside is answered
// with 422 and stays with the sender as an error of errs.KindInvalid; there are no dead
// letters here.
//
// # Order
//
// The next event of a key is posted after the one before it was taken, and a Receiver
// handles the events of a key one after the other. Behind a load balancer a request that
// timed out may still run in one replica when it is tried again in another; who handles
// events tells them apart by source and id in the transaction that has the effect.
//
// # Signatures
//
// Requests are signed as Standard Webhooks 1.0 has it: HMAC-SHA256 over
// "id.timestamp.body", in the headers webhook-id, webhook-timestamp and webhook-signature.
// Any library of that standard can verify them. As binary mode has the attributes of the
// event in headers, which that text leaves out, the webhook-id of a [Publisher] is a digest
// of them and the body, and a Receiver refuses attributes in headers that the id does not
// stand for. Foreign senders that do not know of this send structured mode.
//
// A signature is good for [DefaultWindow] to both sides of the receiver's clock. Within it a
// request that somebody recorded can be sent again and passes; the source and id of its
// event are signed, so whoever tells events apart by them, as package ingest does, refuses
// it. [Keys] tells how to change keys while events flow.
//
// # Refusals
//
// The answers 408, 425, 429 and 5xx are tried again with a pause that doubles and is drawn,
// and no sooner than Retry-After says; 429 holds back all requests to the endpoint. 410
// ends the publisher for good. 401, 403, 404, 405 and redirects, which are never followed,
// mean that the settings are wrong: the error has a kind of its own, since other events
// would fare no better. 413 is errs.KindTooLarge and every other 4xx errs.KindInvalid: this
// event, or this batch, will never be taken.
//
// # Consent
//
// A publisher with an Origin asks for consent before the first event, and a receiver with
// Origins gives it, by the OPTIONS request of "HTTP 1.1 Web Hooks for Event Delivery" of
// CloudEvents. It protects those who get events that they never asked for; it is not a
// replacement for signatures.
package webhook
