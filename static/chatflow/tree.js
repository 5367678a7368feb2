// The messages of a conversation as a tree: the branch to a leaf, the versions of a message.

export class Tree {
  constructor({ messages = [], leaf = null } = {}) {
    this.messages = messages;
    this.leaf = leaf;
    this.byId = new Map(messages.map((message) => [message.id, message]));
  }

  branch() {
    const found = [];
    for (let at = this.byId.get(this.leaf); at; at = this.byId.get(at.parent)) found.unshift(at);
    return found;
  }

  siblings(message) {
    return this.messages.filter((other) => other.parent === message.parent && other.role === message.role);
  }

  // The end of the newest branch through a message.
  newest(message) {
    let at = message;
    for (;;) {
      const children = this.messages.filter((other) => other.parent === at.id);
      if (!children.length) return at;
      at = children[children.length - 1];
    }
  }
}
