defmodule Data.Pool do
  @moduledoc """
  Pools.
  """
  use GenServer
  alias Data.Store

  @doc "Closes it."
  @spec close(t, boolean) :: integer
  def close(pool, wait) when is_boolean(wait) do
    Store.close(pool)
  end

  # Checks one.
  defp check(nil), do: nil
  defp check(x), do: x

  @doc """
  Doubles.
  """
  defmacro double(x) do
    quote do: unquote(x) * 2
  end
end
