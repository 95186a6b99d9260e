-- In which language a guest is reminded: that of the request that gave the address; null for the shop's.
ALTER TABLE carts ADD COLUMN language TEXT;
