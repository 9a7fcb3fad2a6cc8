"""Language models: any server that speaks the OpenAI protocol, and a GGUF file in this process.

An adapter sends what it is given and brings back what was said. Whether it may be sent, what it may cost, and whether the answer
follows its schema is the caller's business.
"""
