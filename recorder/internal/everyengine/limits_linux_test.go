package worker_test

const limits = true
