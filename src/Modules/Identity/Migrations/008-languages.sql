-- In which language mails to an account are written; null for the shop's.
ALTER TABLE users ADD COLUMN language TEXT;
ALTER TABLE registrations ADD COLUMN language TEXT;
