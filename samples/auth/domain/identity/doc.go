// Package identity holds the rules about users: how they are named, what their passwords have
// to be, what role they have and who stands above whom. It calls nothing but itself.
//
// Roles stand in one line: a super admin is above admins and users, an admin is above users.
// Who is above somebody may manage them; a super admin is made outside of the service's API and
// is managed by nobody.
package identity
