package a.b;

import java.util.List;

/** A pool. */
@Deprecated
public class Pool<T> extends Base implements Closeable {
  /** Bounds it. */
  private static final int MAX_SIZE = 10;

  /** Makes one with {@link List}. */
  public Pool(int size) {
    super(size);
  }

  /** Closes it. */
  @Override
  public <R> List<R> close(boolean wait) throws IOException {
    return store.close(new Socket());
  }

  /** What can be asked. */
  interface Asker {}
}
