#include "pool.h"

namespace data {
API_NAMESPACE_BEGIN
namespace {

/// A pool.
template <typename T>
class API_EXPORT Pool : public Base {
 public:
  /// Makes one.
  explicit Pool(int size) : size_(size) {}
  /// Declared.
  void close(bool wait) const;
};

/// Closes it.
template <typename T>
void Pool<T>::close(bool wait) const {
  store_->close<int>(std::move(wait));
}

/// Equal?
bool operator==(const A& a, const B& b) { return a.x == b.x; }

// A number.
using Size = int;

TEST(PoolTest, Closes) {
  // Says what is expected.
  EXPECT_TRUE(pool.close());
}

}  // namespace
API_NAMESPACE_END
}  // namespace data
