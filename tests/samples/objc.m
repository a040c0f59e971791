#import <Foundation/Foundation.h>

/// A pool.
@interface Pool : NSObject
/// Closes it.
- (void)close:(BOOL)wait;
@end

@implementation Pool
/// Closes it.
- (void)close:(BOOL)wait {
  [self.store shut:wait];
}
@end
