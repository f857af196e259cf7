# For people who deploy; `make demo` needs none of this.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements/runtime.txt requirements/postgresql.txt requirements/build.txt requirements/
RUN python -m venv /opt/nextplay \
 && /opt/nextplay/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.txt -r requirements/postgresql.txt \
 && /opt/nextplay/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt
COPY . .
RUN /opt/nextplay/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 nextplay && mkdir /data && chown nextplay /data
COPY --from=build /opt/nextplay /opt/nextplay
USER nextplay
ENV PATH=/opt/nextplay/bin:$PATH NEXTPLAY_DATA=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["nextplay", "serve", "--host", "0.0.0.0", "--port", "8000"]
