/** What semantic recall is given from outside: texts become vectors, and vectors are found again. */

/** How a caller that no longer waits ends what takes time. */
export interface CallOptions {
  /** Ends the embedding and the search. */
  signal?: AbortSignal;
}

/** Turns texts into vectors: one for each, in their order, all of one length, of finite numbers. */
export type Embedder = (texts: string[], options: CallOptions) => Promise<number[][]>;

/** What a search keeps of a message: not the message itself, which stays in the storage alone. */
export interface VectorItem {
  /** The message's id. An item that is there already under it is replaced. */
  id: string;
  /** As the embedder made it of the message's text. */
  vector: number[];
  /** Comes back with each match. */
  metadata: {
    /** The thread of the message; what {@link VectorFilter} asks for. */
    threadId: string;
    /** When the message was created, as an ISO 8601 text: with it the message is found in the storage. */
    createdAt: string;
  };
}

/** Which items a query is about: those whose metadata has these values. */
export interface VectorFilter {
  /** Only messages of this thread. */
  threadId: string;
}

/** An item that a query found. More fields, such as a score, do no harm. */
export interface VectorMatch {
  /** The item's. */
  id: string;
  /** The item's. */
  metadata: VectorItem['metadata'];
}

/** Keeps vectors, and finds the nearest. */
export interface VectorSearch {
  /** Stores items, each in place of the one with its id. At most 1,000 a call. */
  upsert(items: VectorItem[], options: CallOptions): Promise<unknown>;
  /** The nearest items that the filter lets through: at most `topK`, in any order. */
  query(input: { vector: number[]; topK: number; filter: VectorFilter } & CallOptions): Promise<VectorMatch[]>;
}
