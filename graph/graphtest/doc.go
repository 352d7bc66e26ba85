// Package graphtest plays Microsoft Graph on this machine, with state: what is written can be read back, changes show up
// in delta queries, and subscribers are called. It also plays the login service that gives the tokens, and views of lists as
// SharePoint's own interface makes them, at the address of a site that is Local. It goes by what
// Microsoft's services do and knows no client of theirs. It is for tests and for programs that measure or demonstrate; no
// production code imports it.
//
// It imitates the rules that a client can run into: permissions, grants on a site, ETags, unique and indexed columns,
// lookup ids of persons, empty fields that are left out, seconds as the finest time, hyperlinks that can't be written,
// default properties of a user, members answered for one by one, links that expire. Faults can be scheduled: throttling,
// broken and slow connections, answers lost after the write was carried out. When a description of Graph in OpenAPI is at
// hand, each request and each answer is held against it.
//
// It does not imitate: the time that real changes take to show up everywhere, limits by resource units, signatures of
// tokens, content types of lists, versions of items, choices (like SharePoint, it takes values that are not among
// them), $orderby, $search, $count, $batch, and every path that is not in its table.
package graphtest
