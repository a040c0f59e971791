open List

(** Closes it. *)
let close pool = shut pool

(** A pool. *)
type pool = { size : int }

module Inner = struct
  (** Deep. *)
  let rec deep x = deep x
end
