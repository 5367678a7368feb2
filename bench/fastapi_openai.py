"""uvicorn bench.fastapi_openai:app: what most people write. FastAPI and the openai SDK; it keeps nothing."""

import json
import os
from collections.abc import AsyncIterator

import httpx2
import openai
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()
client = openai.AsyncOpenAI(
    base_url=f"http://127.0.0.1:{os.environ.get('BENCH_UPSTREAM', '0')}/v1",
    api_key="none",
    http_client=httpx2.AsyncClient(timeout=None, limits=httpx2.Limits(max_connections=None)),
)


@app.get("/stream")
async def stream() -> StreamingResponse:
    async def body() -> AsyncIterator[str]:
        chunks = await client.chat.completions.create(model=os.environ["BENCH_MODEL"], messages=[], stream=True)
        async for chunk in chunks:
            text = chunk.choices[0].delta.content
            if text:
                yield f"data: {json.dumps({'text': text}, ensure_ascii=False)}\n\n"
        yield 'data: {"text": "", "done": true}\n\n'

    return StreamingResponse(body(), media_type="text/event-stream")
