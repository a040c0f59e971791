using System.Text;

namespace A.B
{
    /// <summary>A pool of <see cref="T:Socket"/>.</summary>
    [Serializable]
    public class Pool : Base
    {
        /// <summary>Its size.</summary>
        public int Size { get; set; }

        /// <summary>Closes it.</summary>
        public override async Task<int> Close(bool wait)
        {
            return await this.store.Close<int>(wait);
        }
    }

    /// <summary>Told when done.</summary>
    public delegate void Done(int code);
}
