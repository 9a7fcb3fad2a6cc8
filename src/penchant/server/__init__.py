"""The engine over HTTP: Litestar on uvicorn. It holds no logic of its own; every answer is one call of the engine."""
