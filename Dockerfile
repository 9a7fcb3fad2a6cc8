# Penchant with its server and console. docs/howto/deploy.md says how it is run.
#   docker build --tag penchant:0.1.0 .
#   docker build --build-arg EXTRAS=server,train --tag penchant:0.1.0 .      with `penchant train`
ARG PYTHON=3.13-slim-bookworm

FROM python:${PYTHON} AS build
ARG EXTRAS=server
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY src src
RUN python -m venv /opt/penchant \
 && /opt/penchant/bin/pip install --no-cache-dir --disable-pip-version-check ".[${EXTRAS}]"

FROM python:${PYTHON}
ARG EXTRAS=server
# LightGBM's wheel, which `train` brings, leaves OpenMP to the system.
# hadolint ignore=DL3008
RUN case ",${EXTRAS}," in *,train,*) apt-get update \
 && apt-get install --yes --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/* ;; esac
# The numbers are those that the chart's securityContext names.
RUN groupadd --gid 10001 penchant \
 && useradd --uid 10001 --gid penchant --no-create-home --home-dir /data --shell /usr/sbin/nologin penchant \
 && install --directory --owner=penchant --group=penchant --mode=0750 /data \
 && install --directory /etc/penchant
COPY --from=build /opt/penchant /opt/penchant
# Nothing is written but to /data (store, compiled kernels) and /tmp, so that the root may be read-only.
ENV PATH=/opt/penchant/bin:$PATH \
    PENCHANT_STORE=sqlite:////data/penchant.db \
    NUMBA_CACHE_DIR=/data/compiled \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
# `penchant.toml` is read from here, if there is one.
WORKDIR /etc/penchant
USER 10001:10001
VOLUME ["/data"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s --retries=3 \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
ENTRYPOINT ["penchant"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000", "--workers", "2"]
