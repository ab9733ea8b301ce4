using AksExtensions.Emulator.Faults;
using AksExtensions.Emulator.Resources;
using AksExtensions.Emulator.Throttling;

namespace AksExtensions.Emulator;

/// <summary>The services that the endpoints share.</summary>
internal sealed record EmulatorServices(
    ArmState State,
    EmulatorSettings Settings,
    EmulatorClock Clock,
    AccessTokens Tokens,
    RequestLog Requests,
    FaultPlan Faults,
    SubscriptionBudgets Budgets);
