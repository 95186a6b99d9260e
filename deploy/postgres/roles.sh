#!/bin/sh
# A role and a schema a module: each may use its own schema and see nothing of the others'. Safe to repeat; repeating it sets changed passwords.
# In the postgres image it lies in /docker-entrypoint-initdb.d. Elsewhere: PGHOST=… PGUSER=<admin> PGDATABASE=shop deploy/postgres/roles.sh
# The passwords come from SHOP_PASSWORD_<MODULE>. They never stand in an argument, which others on the machine could read.
set -eu
export PGUSER="${PGUSER:-${POSTGRES_USER:-postgres}}" PGDATABASE="${PGDATABASE:-${POSTGRES_DB:-shop}}"
for module in identity catalog inventory carts promotions payments ordering notifications recommendations analytics; do
  variable="SHOP_PASSWORD_$(printf %s "$module" | tr '[:lower:]' '[:upper:]')"
  eval "password=\${$variable:-}"
  [ -n "$password" ] || { echo "$variable is missing: the password of the role shop_$module." >&2; exit 1; }
  ROLE_PASSWORD="$password" psql -X -q -v ON_ERROR_STOP=1 -v module="$module" -v role="shop_$module" <<'SQL'
\getenv password ROLE_PASSWORD
SET client_min_messages = warning;
SELECT format('CREATE ROLE %I LOGIN', :'role') WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE SCHEMA IF NOT EXISTS :"module" AUTHORIZATION :"role";
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), :'role') \gexec
SQL
done
psql -X -q -v ON_ERROR_STOP=1 <<'SQL'
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL
