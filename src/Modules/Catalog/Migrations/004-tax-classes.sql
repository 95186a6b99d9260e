-- The class that rates of taxes are looked up by. What was written before has the one rate that there was.
ALTER TABLE products ADD COLUMN tax_class TEXT NOT NULL DEFAULT 'standard';
