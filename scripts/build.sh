# What run.sh and test.sh share: checks for the tools, and builds that run only when their sources changed. Sourced, not run.
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# One compiler for all projects: it is warm from the second on, which halves the time of a build.
export UseSharedCompilation=true

stop_with() { printf '%s\n' "$*" >&2; exit 1; }

need_dotnet() {
  command -v dotnet >/dev/null 2>&1 && dotnet --list-sdks | grep -q '^10\.' ||
    stop_with "The .NET 10 SDK is missing. Install it (https://dotnet.microsoft.com/download/dotnet/10.0), then run this again."
}

need_node() {
  # 20.19 is what the web app's build asks for.
  command -v node >/dev/null 2>&1 &&
    node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' ||
    stop_with "Node.js 20.19 or newer is missing (found: $(node --version 2>/dev/null || echo none)). Install it (https://nodejs.org), then run this again."
  command -v npm >/dev/null 2>&1 || apt_install npm npm
}

# apt_install COMMAND PACKAGE...: installs with apt when we may, else says what to type.
apt_install() {
  local command="$1"; shift
  command -v "$command" >/dev/null 2>&1 && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $* ..."
    { apt-get install -y --no-install-recommends "$@" || { apt-get update && apt-get install -y --no-install-recommends "$@"; }; } >"${TMPDIR:-/tmp}/cartwright-apt.log" 2>&1 ||
      stop_with "apt-get could not install $*; its output is in ${TMPDIR:-/tmp}/cartwright-apt.log."
  fi
  command -v "$command" >/dev/null 2>&1 || stop_with "$command is missing. Install it: sudo apt-get install $*"
}

# changed STAMP PATH...: true when something below the paths is newer than the stamp.
changed() {
  local stamp="$1"; shift
  [ ! -e "$stamp" ] || [ -n "$(find "$@" \( -name node_modules -o -name dist -o -name bin -o -name obj \) -prune -o -type f -newer "$stamp" -print -quit)" ]
}

install_web() {
  local web="$root/web"
  if [ ! -d "$web/node_modules" ] || changed "$web/node_modules/.installed" "$web/package-lock.json"; then
    echo "Installing the web app's packages ..."
    (cd "$web" && npm ci --no-audit --no-fund --loglevel=error) || stop_with "The web app's packages could not be installed; npm says why above."
    touch "$web/node_modules/.installed"
  fi
}

build_web() {
  local web="$root/web"
  install_web
  if changed "$web/dist/.built" "$web/src" "$web/public" "$web/index.html" "$web/package-lock.json" "$web/vite" "$web/vite.config.ts" "$web/tsconfig.json"; then
    echo "Building the web app ..."
    (cd "$web" && npm run build --silent) || stop_with "The web app does not build; the errors stand above."
    touch "$web/dist/.built"
  fi
}

# Fonts of papers for Chinese, Japanese and Korean. Without them a paper marks what it cannot show.
need_fonts() {
  [ ! -e /usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf ] || [ ! -e /usr/share/fonts/truetype/nanum/NanumGothic.ttf ] || return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    local fonts=(apt-get install -y --no-install-recommends fonts-droid-fallback fonts-nanum)
    # A fresh Debian has no lists of packages yet.
    { "${fonts[@]}" || { apt-get update && "${fonts[@]}"; }; } >"${TMPDIR:-/tmp}/cartwright-fonts.log" 2>&1 && return 0
  fi
  echo "Invoices cannot show Chinese, Japanese and Korean names here: sudo apt-get install fonts-droid-fallback fonts-nanum"
}

# The DynamoDB of the tests and the bench.
build_dynalite() {
  local dynalite="$root/tests/Servers/dynalite"
  if changed "$dynalite/node_modules/.installed" "$dynalite/package-lock.json"; then
    echo "Installing the DynamoDB of the tests ..."
    npm ci --prefix "$dynalite" --no-audit --no-fund --loglevel=error || stop_with "dynalite could not be installed; npm says why above."
    touch "$dynalite/node_modules/.installed"
  fi
}

# The MongoDB of the tests.
build_mongodb() {
  local mongodb="$root/tests/Servers/mongodb"
  if changed "$mongodb/node_modules/.installed" "$mongodb/package-lock.json"; then
    echo "Installing the MongoDB of the tests ..."
    npm ci --prefix "$mongodb" --ignore-scripts --no-audit --no-fund --loglevel=error || stop_with "The MongoDB of the tests could not be installed; npm says why above."
    touch "$mongodb/node_modules/.installed"
  fi
}

# The official gRPC client with which the tests call the inner port as strangers do.
build_grpc_client() {
  local client="$root/tests/Servers/grpc-client"
  if changed "$client/node_modules/.installed" "$client/package-lock.json"; then
    echo "Installing the gRPC client of the tests ..."
    npm ci --prefix "$client" --no-audit --no-fund --loglevel=error || stop_with "The gRPC client of the tests could not be installed; npm says why above."
    touch "$client/node_modules/.installed"
  fi
}

# The S3 of the tests.
build_s3() {
  local s3="$root/tests/Servers/s3rver"
  if changed "$s3/node_modules/.installed" "$s3/package-lock.json"; then
    echo "Installing the S3 of the tests ..."
    npm ci --prefix "$s3" --ignore-scripts --no-audit --no-fund --loglevel=error || stop_with "The S3 of the tests could not be installed; npm says why above."
    touch "$s3/node_modules/.installed"
  fi
}

# The mail server of the tests.
build_smtp() {
  local smtp="$root/tests/Servers/smtp"
  if changed "$smtp/node_modules/.installed" "$smtp/package-lock.json"; then
    echo "Installing the mail server of the tests ..."
    npm ci --prefix "$smtp" --ignore-scripts --no-audit --no-fund --loglevel=error || stop_with "The mail server of the tests could not be installed; npm says why above."
    touch "$smtp/node_modules/.installed"
  fi
}

build_host() {
  local out="$root/artifacts/host" arch
  if changed "$out/.built" "$root/src" "$root/Directory.Build.props" "$root/Directory.Build.targets" "$root/Directory.Packages.props" "$root/global.json" "$root/web/dist/.built"; then
    echo "Building the host ..."
    case "$(uname -m)" in aarch64 | arm64) arch=arm64 ;; *) arch=x64 ;; esac
    rm -rf "$out"
    # ReadyToRun: start-up is compiled ahead; hot code is still recompiled with what was learned.
    dotnet publish "$root/src/Host" -c Release -p:HostPlatform="linux-$arch" -p:PublishReadyToRun=true -o "$out" -v quiet ||
      stop_with "The host does not build; the errors stand above."
    touch "$out/.built"
  fi
}
