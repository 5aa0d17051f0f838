# One image for every process of the platform; the command says which one it runs: host/gateway.js, host/subgraph.js <name>, host/migrate.js.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Install scripts stay off: nothing that is needed here has one.
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY contracts contracts
COPY platform platform
COPY gateway gateway
COPY subgraphs subgraphs
COPY host host
RUN node_modules/.bin/tsc -p .

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
WORKDIR /app
COPY package.json package-lock.json ./
# The optional packages are the embedded PostgreSQL's programs; here the database is a service of its own.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund && npm cache clean --force
COPY --from=build /app/dist dist
COPY schema schema
COPY subgraphs/shipping/data subgraphs/shipping/data
COPY supergraph.compose.yaml ./
# Where a volume for files is put, of the user that writes it.
RUN install --directory --owner=node /data
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4000/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ["dist/host/gateway.js"]
