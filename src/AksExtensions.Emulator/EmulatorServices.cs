using AksExtensions.Emulator.Faults;
using AksExtensions.Emulator.Resources;
using AksExtensions.Emulator.Throttling;

namespace AksExtensions.Emulator;

/// <summary>What the endpoints share.</summary>
internal sealed record EmulatorServices(
    ArmState State,
    EmulatorSettings Settings,
    EmulatorClock Clock,
    AccessTokens Tokens,
    RequestLog Requests,
    FaultPlan Faults,
    SubscriptionBudgets Budgets);
