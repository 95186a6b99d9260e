-- The name of a move of the carts to another store that has begun and not ended: the other store bears it too, so that what this move left there is told from the carts of others.
ALTER TABLE cart_home ADD COLUMN move_id TEXT;
