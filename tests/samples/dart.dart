import 'package:a/b.dart';

/// A pool.
class Pool extends Base {
  /// Makes one.
  Pool(this.size);

  /// Closes it.
  @override
  Future<int> close(bool wait) async {
    return store.shut(wait);
  }
}

/// Free.
void main() {
  run();
}
