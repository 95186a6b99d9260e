-- Who sells for a vendor is told by mail when its payouts go elsewhere.
CREATE INDEX users_vendor ON users (vendor_id) WHERE vendor_id IS NOT NULL;
