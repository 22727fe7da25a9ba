// Package cloudevents holds our codec of CloudEvents to the official SDK for Go: what one
// writes the other reads, and what is mutated both refuse. Where they differ, a row of
// the table in its tests quotes the sentence of the specification that decides; a
// difference without a row fails, and so does a row that nothing needs any more.
package cloudevents
