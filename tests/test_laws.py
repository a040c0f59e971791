"""The laws of the maths: inverses undo, log-determinants equal autograd's, numpy equals torch, solvers meet
closed forms, and a statistic has its known value."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import toy

from ncs.model import decoder, encoder, flow, layers, sde
from ncs.model.model import bags, trajectory
from ncs.model.shape import TUTORIAL

torch = pytest.importorskip("torch")

MODELS = [toy.standard(), toy.tutorial()]


def as_torch(arrays: dict[str, np.ndarray]) -> dict:
    return {name: torch.tensor(array) for name, array in arrays.items()}


def latents(model, count: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, model.shape.latent)).astype(np.float32)


@pytest.mark.parametrize("model", MODELS, ids=["standard", "tutorial"])
@given(seed=st.integers(0, 10_000), t=st.sampled_from([0.0, 0.03, 0.05, 0.1]))
@settings(max_examples=30, deadline=None)
def test_flow_inverse_undoes_flow(model, seed, t):
    z = latents(model, 5, seed)
    y, logdet = flow.forward(np, model.params, z, t)
    back, undone = flow.inverse(np, model.params, y, t)
    assert np.abs(back - z).max() < 1e-5 * max(1.0, np.abs(z).max(), np.abs(y).max())
    assert np.allclose(logdet, -undone, atol=1e-4)
    assert np.abs(y - z).max() > 0.01, "a flow that does nothing has nothing to undo"


@pytest.mark.parametrize("model", MODELS, ids=["standard", "tutorial"])
def test_flow_log_determinant_equals_autograd(model):
    params = {name: tensor.double() for name, tensor in as_torch(model.params).items()}
    z = torch.tensor(latents(model, 1, 3)).double()[0]
    jacobian = torch.autograd.functional.jacobian(lambda x: flow.forward(torch, params, x[None], 0.1)[0][0], z)
    _, logdet = flow.forward(torch, params, z[None], 0.1)
    expected = torch.linalg.slogdet(jacobian).logabsdet
    assert abs(float(logdet[0] - expected)) < 1e-6
    assert abs(float(expected)) > 0.1


def test_solver_meets_the_ornstein_uhlenbeck_process():
    """dz = -a z dt + s dW has mean z0 exp(-a t) and variance s² (1 - exp(-2 a t)) / (2 a)."""
    a, s, z0, end, steps, samples = 1.5, 0.7, 2.0, 1.0, 200, 40_000
    rng = np.random.default_rng(0)
    times = np.linspace(0.0, end, steps + 1).tolist()
    noise = rng.standard_normal((steps, samples, 1))
    path = sde.euler_maruyama(
        lambda z, t: -a * z, lambda z, t: np.full_like(z, s), np.full((samples, 1), z0), times, noise
    )
    mean, variance = z0 * math.exp(-a * end), s**2 * (1 - math.exp(-2 * a * end)) / (2 * a)
    assert abs(path[-1].mean() - mean) < 4 * math.sqrt(variance / samples) + 0.01  # Euler's bias is of order dt
    assert abs(path[-1].var() / variance - 1) < 0.03


def test_solver_without_noise_converges_to_the_exponential_at_first_order():
    errors = []
    for steps in (50, 100, 200):
        times = np.linspace(0.0, 1.0, steps + 1).tolist()
        end = sde.euler_maruyama(lambda z, t: -2 * z, lambda z, t: z, np.ones((1, 1)), times, None)[-1]
        errors.append(abs(float(end[0, 0]) - math.exp(-2.0)))
    assert 1.8 < errors[0] / errors[1] < 2.2
    assert 1.8 < errors[1] / errors[2] < 2.2


@pytest.mark.parametrize("model", MODELS, ids=["standard", "tutorial"])
def test_noise_moves_the_path_and_its_absence_does_not(model):
    z = latents(model, 4, 1)
    noise = np.random.default_rng(2).standard_normal((2, *z.shape)).astype(np.float32)
    still, again = (sde.solve(np, model.params, z) for _ in range(2))
    assert all((a == b).all() for a, b in zip(still, again, strict=True))
    assert np.abs(sde.solve(np, model.params, z, noise)[-1] - still[-1]).max() > 1e-3


@pytest.mark.parametrize("model", MODELS, ids=["standard", "tutorial"])
def test_numpy_equals_torch_on_the_whole_path(model):
    read = bags(model.read(toy.texts(model, 7)))
    params = as_torch(model.params)
    on_torch = encoder.Bags(
        *(torch.as_tensor(column.astype(np.float32 if column.dtype.kind == "f" else np.int64)) for column in read)
    )
    for ours, theirs in zip(
        encoder.encode(np, model.params, read), encoder.encode(torch, params, on_torch), strict=True
    ):
        assert np.abs(ours - theirs.numpy()).max() < 1e-5
    z = latents(model, 7, 5)
    noise = np.random.default_rng(6).standard_normal((2, *z.shape)).astype(np.float32)
    ours = sde.solve(np, model.params, z, noise)
    theirs = sde.solve(torch, params, torch.tensor(z), torch.tensor(noise))
    for a, b in zip(ours, theirs, strict=True):
        assert np.abs(a - b.numpy()).max() < 1e-5
    for part in (flow.forward, flow.inverse):
        for a, b in zip(part(np, model.params, z, 0.1), part(torch, params, torch.tensor(z), 0.1), strict=True):
            assert np.abs(a - b.numpy()).max() < 1e-5 * max(1.0, np.abs(a).max())


@pytest.mark.parametrize("model", MODELS, ids=["standard", "tutorial"])
def test_numpy_equals_torch_in_the_decoder(model):
    rng = np.random.default_rng(0)
    z = latents(model, 3, 8)
    vectors = rng.standard_normal((3, 4, model.shape.embed)).astype(np.float32)
    roles, places = rng.integers(0, 5, (2, 3, 4))
    mask = np.array([[1, 1, 1, 0]] * 3, np.float32)
    symbols = decoder.symbol_vectors(model.params)[np.array([4, 5, 6])]
    ours = _decode(np, model.params, z, vectors, roles, places, mask, symbols)
    tensors = (torch.tensor(array) for array in (z, vectors, roles, places, mask, symbols))
    theirs = _decode(torch, as_torch(model.params), *tensors)
    for a, b in zip(ours, theirs, strict=True):
        assert np.abs(a - b.numpy()).max() < 1e-5


def _decode(xp, params, z, vectors, roles, places, mask, symbols):
    reading = decoder.read(xp, params, vectors, roles, places, mask) if decoder.copies(params) else None
    state, copied = decoder.begin(xp, params, z, reading), None
    for _ in range(2):  # the second step sees what the first has attended to
        state, copied = decoder.advance(xp, params, symbols, z, state, reading)
    answer = decoder.emit(xp, params, state.layers[-1], state.context, z)
    return [part for part in (*answer, *state.layers, state.context, copied) if part is not None]


def test_gru_cell_equals_torch():
    cell = torch.nn.GRUCell(5, 7)
    params = {
        "g.input.weight": cell.weight_ih.detach().numpy().T,
        "g.input.bias": cell.bias_ih.detach().numpy(),
        "g.state.weight": cell.weight_hh.detach().numpy().T,
        "g.state.bias": cell.bias_hh.detach().numpy(),
    }
    x, h = np.random.default_rng(0).standard_normal((2, 3, 7)).astype(np.float32)
    expected = cell(torch.tensor(x[:, :5]), torch.tensor(h)).detach().numpy()
    assert np.abs(layers.gru_cell(np, params, "g", x[:, :5], h) - expected).max() < 1e-6


def test_layer_norm_and_log_softmax_equal_torch():
    x = np.random.default_rng(0).standard_normal((4, 9)).astype(np.float32) * 5
    params = {"n.weight": np.full(9, 1.5, np.float32), "n.bias": np.full(9, -0.5, np.float32)}
    normed = torch.nn.functional.layer_norm(
        torch.tensor(x), (9,), torch.tensor(params["n.weight"]), torch.tensor(params["n.bias"])
    )
    assert np.abs(layers.layer_norm(np, params, "n", x) - normed.numpy()).max() < 1e-5
    assert np.abs(layers.log_softmax(np, x) - torch.log_softmax(torch.tensor(x), -1).numpy()).max() < 1e-5


@given(position=st.integers(0, 40), seed=st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_a_chunk_embedded_twice_is_equal_to_the_bit(position, seed):
    for model in MODELS:
        everything = toy.texts(model, 41, seed)
        together, alone = model.embed(everything), model.embed(everything.take([position]))
        assert together[:, position].tobytes() == alone[:, 0].tobytes()


def test_epps_pulley_has_its_known_value_for_the_normal_and_rises_away_from_it():
    from ncs.train.losses import epps_pulley, epps_pulley_null

    generator = torch.Generator().manual_seed(0)
    directions = torch.nn.functional.normalize(torch.randn(400, 8, generator=generator), dim=-1)
    normal = torch.stack([epps_pulley(torch.randn(256, 8, generator=generator), directions) for _ in range(60)])
    assert abs(float(normal.mean()) / epps_pulley_null() - 1) < 0.05
    x = torch.randn(256, 8, generator=generator)
    shifted = [float(epps_pulley(x + shift, directions)) for shift in (0.0, 0.5, 1.0, 2.0)]
    scaled = [float(epps_pulley(x * scale, directions)) for scale in (1.0, 0.7, 0.4, 0.1)]
    assert shifted == sorted(shifted) and scaled == sorted(scaled)
    assert shifted[-1] > 20 * shifted[0] and scaled[-1] > 20 * scaled[0]


def test_kl_is_zero_for_the_prior_and_equals_torch_elsewhere():
    from ncs.train.losses import kl

    mean, logvar = torch.tensor([[0.5, -1.0], [1.5, 0.2]]), torch.tensor([[0.1, -0.4], [0.3, 0.0]])
    ours = kl(mean, logvar, free=0.0)
    normal = torch.distributions.Normal
    theirs = torch.distributions.kl_divergence(normal(mean, (0.5 * logvar).exp()), normal(0.0, 1.0)).mean()
    assert abs(float(ours - theirs)) < 1e-6
    assert float(kl(torch.zeros(3, 2), torch.zeros(3, 2), free=0.0)) == 0.0
    assert float(kl(torch.zeros(3, 2), torch.zeros(3, 2), free=0.25)) == 0.25


def test_contrast_ignores_equal_questions_and_rewards_the_right_answer():
    from ncs.train.losses import contrast

    x = torch.eye(4)
    none, scale = torch.zeros(4, 4, dtype=torch.bool), torch.tensor(10.0)
    right, wrong = contrast(x, x, scale, none), contrast(x, x.roll(1, 0), scale, none)
    assert float(right) < 0.01 < 5 < float(wrong)
    twins = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    same = torch.tensor([[True, True, False], [True, True, False], [False, False, True]])
    assert float(contrast(twins, twins, scale, same)) < 0.01 < float(contrast(twins, twins, scale, none[:3, :3]))


def test_explanation_loss_equals_cross_entropy_and_counts_copies():
    from ncs.train.losses import explanation

    log_write = torch.log_softmax(torch.randn(2, 3, 6, generator=torch.Generator().manual_seed(0)), -1)
    target = torch.tensor([[4, 5, 2], [1, 2, 0]])
    expected = torch.nn.functional.nll_loss(log_write.reshape(-1, 6), target.reshape(-1), ignore_index=0)
    empty = torch.zeros(2, 1, dtype=torch.long)
    assert abs(float(explanation(log_write, None, None, target, empty) - expected)) < 1e-6
    unknown = torch.tensor([[4, 5, 2], [1, 2, 3]])  # 3 is the unknown word: nothing is learned from it
    assert float(explanation(log_write, None, None, unknown, empty)) == pytest.approx(float(expected), abs=1e-6)
    copied = torch.tensor([[7, 2, 0]])  # 7 is outside the vocabulary of 6: it can only be copied
    copy, gate = torch.tensor([[[0.9, 0.1]] * 3]), torch.full((1, 3), 0.5)
    loss = explanation(log_write[:1], copy, gate, copied, torch.tensor([[7, 8]]))
    chances = [0.5 * 0.9, 0.5 * float(log_write[0, 1, 2].exp())]
    assert abs(float(loss) + sum(map(math.log, chances)) / 2) < 1e-5


def test_the_trajectory_has_the_shapes_it_says():
    for model in MODELS:
        levels = trajectory(model.params, bags(model.read(toy.texts(model, 6))))
        assert levels.shape == (3, 6, model.shape.latent)
        assert np.isfinite(levels).all()
    assert flow.time_features(0.1).shape == (flow.TIME_FEATURES,)
    assert TUTORIAL.latent == 16
