// What both networks have told so far: people with their chats and text messages.

export const world = { people: new Map(), bot: {}, number: "", price: 0, mischief: {} };

const listeners = new Map();

/** Listen to news: "all", "person", "message", "chat", "toast", "typing", "taken", "text", "connection". */
export function on(name, listener) {
  listeners.set(name, [...(listeners.get(name) ?? []), listener]);
}

function tell(name, news) {
  for (const listener of listeners.get(name) ?? []) listener(news);
}

function keep(list, message) {
  const known = list.findIndex((one) => one.id === message.id);
  if (known < 0) list.push(message);
  else list[known] = message;
}

const CHANGES = {
  all(news) {
    Object.assign(world, news, { people: new Map(news.people.map((person) => [person.id, person])) });
  },
  person(news) {
    world.people.set(news.id, news);
  },
  message({ person, message, chat }) {
    const known = world.people.get(person);
    known.chat = chat;
    if (message.deleted) known.messages = known.messages.filter((one) => one.id !== message.id);
    else keep(known.messages, message);
  },
  chat({ person, chat }) {
    world.people.get(person).chat = chat;
  },
  text({ person, message }) {
    keep(world.people.get(person).texts, message);
  },
  taken({ person, message }) {
    const known = world.people.get(person).messages.find((one) => one.id === message);
    if (known) known.taken = true;
  },
};

/** Listen to the server. The browser connects again by itself; each connection begins with everything. */
export function connect() {
  const source = new EventSource("/phones/live");
  source.addEventListener("open", () => tell("connection", true));
  source.addEventListener("error", () => {
    tell("connection", false);
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  });
  for (const name of ["all", "person", "message", "chat", "toast", "typing", "taken", "text"]) {
    source.addEventListener(name, (event) => {
      const news = JSON.parse(event.data);
      CHANGES[name]?.(news);
      tell(name, news);
    });
  }
}
