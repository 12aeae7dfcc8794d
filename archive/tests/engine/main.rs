//! The deploy engine against a simulated AWS: every state that a stack can be in, every gate, and the reason of every failure.

mod failures;
mod gates;
mod life;
mod states;
mod thrift;
mod world;
