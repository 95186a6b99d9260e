-- Users and guests who are erased and whose carts are still to be emptied, in whichever store they are.
CREATE TABLE erasures_waiting (
    user_id TEXT PRIMARY KEY
){{#sqlite}} WITHOUT ROWID{{/sqlite}};
