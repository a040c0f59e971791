import { z } from "./zod";

/** What a user is. */
export interface User<T> {
  name: string;
}

/** An id. */
export type Id = string | number;

/** Colours. */
export enum Colour {
  Red,
}

/** Parses. */
export function parse(text: string): User;
export function parse(text: string, strict?: boolean): User {
  return z.parse<User>(text);
}

/** Makes one. */
export const make = async (id: Id): Promise<User> => fetch(id);

/** A service. */
export abstract class Service {
  /** Starts. */
  private start(): void {}
  /** Arrow members too. */
  stop = () => this.end();
}

namespace Inner {
  /** Deep. */
  export function deep() {}
}
