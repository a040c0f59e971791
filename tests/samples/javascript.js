const fs = require("fs");

/** Reads a file. */
const read = (path) => fs.readFileSync(path);

/**
 * Sends it.
 */

exports.send = function (req) {
  return req.app.render();
};

/** Renders. */
Pool.prototype.render = function render() {};

/** A pool. */
export class Store extends Base {
  /** Opens. */
  async open(name) {
    return new Socket(name);
  }
}

const routes = {
  /** Lists all of them. */
  list() {
    return all();
  },
};

describe("the store", () => {
  it("opens", () => {
    open();
  });
});
