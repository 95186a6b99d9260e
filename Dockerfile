# syntax=docker/dockerfile:1
# The one image of every shape: the shop with all modules; the configuration says which of them run (deploy/README.md).
# Built with the commands of scripts/build.sh. docker build -t cartwright .

FROM node:20-bookworm-slim AS web
WORKDIR /build/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund --loglevel=error
# Fonts of papers for Chinese, Japanese and Korean; the others come with the packages.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-droid-fallback fonts-nanum && rm -rf /var/lib/apt/lists/*
COPY web/ ./
RUN npm run build --silent

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS host
ARG TARGETARCH
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /build
# The web app first: the host's project takes what lies in web/dist.
COPY --from=web /build/web/dist web/dist
COPY --from=web /build/web/node_modules/@expo-google-fonts web/node_modules/@expo-google-fonts
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props ./
COPY src/ src/
RUN case "${TARGETARCH:-amd64}" in arm64) arch=arm64 ;; *) arch=x64 ;; esac \
 && dotnet publish src/Host -c Release -p:HostPlatform="linux-$arch" -p:PublishReadyToRun=true -o /out -v quiet

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN install -d -o "$APP_UID" -g "$APP_UID" -m 700 /data
COPY --from=host /out /app
COPY --from=web /usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf /usr/share/fonts/truetype/nanum/NanumGothic.ttf /app/fonts/
WORKDIR /app
# The root may be read-only: all that is written is /data (shop.db, keys) and, for large uploads under way, /tmp.
# Listen: the container's edge is the boundary. Diagnostics would want a socket in /tmp that nobody connects to.
ENV Listen=0.0.0.0 \
    Port=8080 \
    Data=sqlite:/data \
    DataFolder=/data \
    DOTNET_EnableDiagnostics=0
VOLUME /data
EXPOSE 8080 8081
USER $APP_UID
# Alive, not ready: a shop whose database is away must not be killed for it. The image has bash, and nothing that fetches pages.
HEALTHCHECK --interval=10s --timeout=3s --start-period=90s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${Port:-8080} && printf 'GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r -t 2 _ status _ <&3 && [ \"$status\" = 200 ]"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["./cartwright"]
CMD ["serve"]
