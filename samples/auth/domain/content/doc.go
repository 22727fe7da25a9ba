// Package content holds the rules about what members write: posts, and comments on them.
//
// A member is whom content belongs to. Members are not the users of the service: most come
// from an identity provider, which names them by rules of its own. Who may change a post is no
// rule of this package either; it is answered by who relates to it how.
package content
