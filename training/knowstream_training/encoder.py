"""The encoder both models share: hashed embeddings and a character CNN under a bidirectional LSTM of two layers."""

import torch
from torch import nn

from .features import BUCKETS, CHAR_IDS

DIMENSIONS = {"word": 64, "prefix3": 24, "suffix3": 24, "suffix2": 16, "shape": 16}
CHAR_DIMENSION = 16
CHAR_FILTERS = 40
UNITS = 160
WIDTH = 2 * UNITS


class Encoder(nn.Module):
    """Token states [B,T,WIDTH] of feature ids [B,T,5] and character ids [B,T,16]."""

    def __init__(self, dropout=0.35):
        super().__init__()
        self.tables = nn.ModuleList(nn.Embedding(BUCKETS[name], size) for name, size in DIMENSIONS.items())
        for table in self.tables:
            nn.init.normal_(table.weight, std=0.1)
        self.chars = nn.Embedding(CHAR_IDS, CHAR_DIMENSION)
        nn.init.normal_(self.chars.weight, std=0.3)
        self.convolution = nn.Linear(3 * CHAR_DIMENSION, CHAR_FILTERS)
        size = sum(DIMENSIONS.values()) + CHAR_FILTERS
        self.lower_lstm = nn.LSTM(size, UNITS, bidirectional=True, batch_first=True)
        self.upper_lstm = nn.LSTM(WIDTH, UNITS, bidirectional=True, batch_first=True)
        self.dropout = nn.Dropout(dropout)

    def embed(self, features, chars, word_mask=None):
        """Input vectors of tokens; `word_mask` hides the word itself (word dropout)."""
        columns = [table(features[..., i]) for i, table in enumerate(self.tables)]
        if word_mask is not None:
            columns[0] = columns[0] * word_mask.unsqueeze(-1)
        letters = self.chars(chars)
        windows = torch.cat([letters[..., :-2, :], letters[..., 1:-1, :], letters[..., 2:, :]], -1)
        columns.append(torch.relu(self.convolution(windows)).amax(-2))
        return torch.cat(columns, -1)

    def forward(self, features, chars, lengths=None, word_mask=None):
        """States; `lengths` [B] are the real lengths of padded rows, None where nothing is padded."""
        states = self.dropout(self.embed(features, chars, word_mask))
        for lstm in (self.lower_lstm, self.upper_lstm):
            states = self.dropout(lstm(states)[0] if lengths is None else _padded(lstm, states, lengths))
        return states


def _padded(lstm, states, lengths):
    """A bidirectional LSTM over padded rows: several times faster on a CPU than packed sequences are.

    Each direction runs alone; the backward one over rows reversed within their real length, so that it starts at
    their last token as it does without padding.
    """
    places = torch.arange(states.shape[1]).unsqueeze(0)
    reverse = torch.where(places < lengths.unsqueeze(1), lengths.unsqueeze(1) - 1 - places, places).unsqueeze(2)
    zero = torch.zeros(1, states.shape[0], lstm.hidden_size)
    weights = lstm._flat_weights

    def run(rows, parameters):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            output = torch._VF.lstm(rows, (zero, zero), parameters, True, 1, 0.0, lstm.training, False, True)[0]
        return output.float()

    backward = run(states.gather(1, reverse.expand(-1, -1, states.shape[2])), weights[4:])
    return torch.cat([run(states, weights[:4]), backward.gather(1, reverse.expand(-1, -1, backward.shape[2]))], 2)


@torch.no_grad()
def follow(average, model, step, decay):
    """Moves the running average of a model's weights towards them after step `step`, from 0; faster in the beginning."""
    now = min(decay, (1 + step) / (10 + step))
    torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - now)
