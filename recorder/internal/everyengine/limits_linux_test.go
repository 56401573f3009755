package everyengine

const limits = true
