export interface Message {
  event: string;
  data: string;
  id: string | null;
}

/** Takes a stream's text apart as it arrives: give it pieces, it gives back the messages that are complete. */
export function messages(): (piece: string) => Message[] {
  let rest = "";
  return (piece) => {
    const blocks = (rest + piece).replace(/\r\n/g, "\n").split("\n\n");
    rest = blocks.pop() ?? "";
    return blocks.map(message).filter((found) => found.data !== "");
  };
}

function message(block: string): Message {
  const found: Message = { event: "message", data: "", id: null };
  for (const line of block.split("\n")) {
    const at = line.indexOf(":");
    const value = line.slice(at + 1).replace(/^ /, "");
    if (line.startsWith("event:")) found.event = value;
    else if (line.startsWith("data:")) found.data += (found.data && "\n") + value;
    else if (line.startsWith("id:")) found.id = value;
  }
  return found;
}
