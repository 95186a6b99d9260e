-- Pictures that the shop shows of itself, its logo and those of its home page: they stay, whether a product has them or not.
CREATE TABLE own_pictures (
    hash TEXT PRIMARY KEY,
    at_ms BIGINT NOT NULL
);
